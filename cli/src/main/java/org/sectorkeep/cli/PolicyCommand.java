// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryException;
import org.sectorkeep.keys.control.EncryptionPolicy;
import org.sectorkeep.keys.control.IoFilters;
import org.sectorkeep.keys.control.PolicyStore;
import org.sectorkeep.keys.control.StorageComponent;
import org.sectorkeep.keys.control.VmPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code policy …}: what is encrypted how, under a name. */
@Command(
        name = "policy",
        description = {
            "Keeps policies in the directory: storage components, which say whether and how something is encrypted, and VM"
                    + " policies, which say which component holds for the home of a machine and for its disks.",
            "The built-in ones cannot be changed, and none is edited: a new one is made, also as a copy (--from)."
        },
        synopsisSubcommandLabel = "(list | show | create | delete)")
final class PolicyCommand extends CommandGroup {
    private final Context context;

    PolicyCommand(Context context) {
        this.context = context;
    }

    private ControlPlane directory() throws IOException {
        return ControlPlane.open(context.directory());
    }

    @Command(name = "list", description = "Lists all policies and components.")
    int list(@Option(names = "--json", description = "print one JSON object") boolean json) throws IOException {
        try (ControlPlane directory = directory()) {
            List<VmPolicy> policies = directory.policies().policies();
            List<StorageComponent> components = directory.policies().components();
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put(
                        "policies", policies.stream().map(PolicyCommand::fields).toList());
                fields.put(
                        "components",
                        components.stream().map(PolicyCommand::fields).toList());
                context.terminal().resultText(Json.text(fields));
            } else {
                policies.forEach(each -> context.terminal().result("vm         " + each.name()));
                components.forEach(each -> context.terminal().result("component  " + each.name()));
            }
        }
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Shows a policy or component.")
    int show(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        try (ControlPlane directory = directory()) {
            Optional<VmPolicy> policy = directory.policies().policy(name);
            fields.putAll(policy.isPresent() ? fields(policy.get()) : fields(component(directory.policies(), name)));
        }
        if (json) {
            context.terminal().resultText(Json.text(fields));
        } else {
            fields.forEach((key, value) ->
                    context.terminal().result(String.format("%-14s %s", key + ":", value == null ? "-" : value)));
        }
        return ExitCode.DONE;
    }

    private static StorageComponent component(PolicyStore policies, String name) throws IOException {
        return policies.component(name)
                .orElseThrow(() -> new DirectoryException(
                        DirectoryException.Reason.UNKNOWN_NAME, "there is no policy '" + name + "'"));
    }

    @Command(
            name = "create",
            description = {
                "Makes a component (--encrypt, --plain, or --from a component), or a VM policy of components (--home,"
                        + " --disks, or --from a VM policy).",
                "What would encrypt a disk and not the home of its machine is refused."
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Option(names = "--from", paramLabel = "NAME", description = "begin with what this one says") @Nullable
                    String from,
            @Mixin PolicyOptions options)
            throws IOException {
        try (ControlPlane directory = directory()) {
            PolicyStore policies = directory.policies();
            Optional<VmPolicy> base = from == null ? Optional.empty() : policies.policy(from);
            if (base.isPresent() || (from == null && options.isOfVm())) {
                policies.create(options.vmPolicy(name, base));
            } else {
                Optional<StorageComponent> component =
                        from == null ? Optional.empty() : Optional.of(component(policies, from));
                policies.create(options.component(name, component));
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "sectorkeep policy list shows what there is");
        }
        context.note("made the policy '" + name + "'");
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Deletes a policy, or a component that no policy uses.")
    int delete(@Parameters(paramLabel = "NAME", description = "its name") String name) throws IOException {
        try (ControlPlane directory = directory()) {
            directory.policies().delete(name);
        }
        context.note("deleted the policy '" + name + "'");
        return ExitCode.DONE;
    }

    private static Map<String, @Nullable Object> fields(VmPolicy policy) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", policy.name());
        fields.put("kind", "vm");
        fields.put("builtIn", PolicyStore.isBuiltIn(policy.name()));
        fields.put("home", policy.home());
        fields.put("disks", policy.disks());
        fields.put("ownDisks", new TreeMap<>(policy.ownDisks()));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(StorageComponent component) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", component.name());
        fields.put("kind", "component");
        fields.put("builtIn", PolicyStore.isBuiltIn(component.name()));
        fields.put("encrypted", component.encryption() instanceof EncryptionPolicy.On);
        if (component.encryption() instanceof EncryptionPolicy.On on) {
            fields.put("provider", on.provider().orElse(null));
            fields.put("cipher", on.cipher().label());
            fields.put("dataUnitBytes", on.dataUnit().bytes());
            fields.put("filtersBeforeEncryption", on.filters() != IoFilters.NOT_BEFORE_ENCRYPTION);
        }
        return fields;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentConfigException;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.agent.LockedException;
import org.sectorkeep.crypto.NativeEngineUnavailableException;
import org.sectorkeep.crypto.SecretMemoryException;
import org.sectorkeep.engine.AlreadyEncryptedException;
import org.sectorkeep.engine.CancelledException;
import org.sectorkeep.engine.ContentLossException;
import org.sectorkeep.engine.DestinationIsSourceException;
import org.sectorkeep.engine.DiskChangedException;
import org.sectorkeep.engine.DiskRefusedException;
import org.sectorkeep.engine.EnvelopeAuthenticationException;
import org.sectorkeep.engine.ForeignSizeException;
import org.sectorkeep.engine.ForeignWritesException;
import org.sectorkeep.engine.JournalFormatException;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.MixedChainException;
import org.sectorkeep.engine.NotEncryptedException;
import org.sectorkeep.engine.NotEnoughSpaceException;
import org.sectorkeep.engine.NotOneFlatRunException;
import org.sectorkeep.engine.OperationStoppedException;
import org.sectorkeep.engine.UnfinishedOperationException;
import org.sectorkeep.engine.UnsupportedLuksException;
import org.sectorkeep.engine.WrongDiskException;
import org.sectorkeep.engine.WrongPassphraseException;
import org.sectorkeep.engine.datastore.DatastoreInUseException;
import org.sectorkeep.engine.datastore.DatastoreRefusedException;
import org.sectorkeep.engine.datastore.DatastoreStoppedException;
import org.sectorkeep.engine.datastore.DatastoreUnfinishedException;
import org.sectorkeep.engine.vm.VmFileAuthenticationException;
import org.sectorkeep.engine.vm.VmInUseException;
import org.sectorkeep.engine.vm.VmRefusedException;
import org.sectorkeep.engine.vm.VmStoppedException;
import org.sectorkeep.engine.vm.VmUnfinishedException;
import org.sectorkeep.engine.vm.VmxFormatException;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.ProviderException;
import org.sectorkeep.keys.control.DirectoryException;
import org.sectorkeep.keys.control.InUseException;
import org.sectorkeep.keys.control.NotPermittedException;
import org.sectorkeep.vmdk.ChangeTrackedDiskException;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.StaleChildException;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;

/** What the user is told of a failure: the exit code, one line that names the culprit, and what to do. */
record Failure(int exitCode, String message, @Nullable String hint) {
    /** What a kind of failure means; the first that fits is taken, so the special stand before the general. */
    private record Kind(
            Class<? extends Throwable> type,
            int exitCode,
            @Nullable String hint) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    EnvelopeAuthenticationException.class,
                    ExitCode.KEY_UNAVAILABLE,
                    "use the provider that made the disk, or put a saved envelope back: sectorkeep envelope restore"),
            new Kind(
                    AlreadyEncryptedException.class,
                    ExitCode.REFUSED,
                    "for a copy with a key of its own: sectorkeep clone; for a new key: sectorkeep rekey"),
            new Kind(NotEncryptedException.class, ExitCode.REFUSED, "sectorkeep info says what the disk is"),
            new Kind(
                    ForeignSizeException.class,
                    ExitCode.REFUSED,
                    "if another program changed the disk's size: sectorkeep resize --adopt"),
            new Kind(WrongDiskException.class, ExitCode.REFUSED, "sectorkeep info shows the diskId of each disk"),
            new Kind(
                    ForeignWritesException.class,
                    ExitCode.REFUSED,
                    "sectorkeep check --accept-foreign-writes takes the content as it is now"),
            new Kind(
                    UnfinishedOperationException.class,
                    ExitCode.REFUSED,
                    "finish it: sectorkeep resume DISK; sectorkeep info shows how far it is"),
            new Kind(
                    OperationStoppedException.class,
                    ExitCode.UNFINISHED,
                    "nothing is lost: the same command, or sectorkeep resume, goes on with it"),
            new Kind(
                    JournalFormatException.class,
                    ExitCode.REFUSED,
                    "bring back the journal that belongs to the disk as it is, or the whole disk from a backup"),
            new Kind(
                    DiskChangedException.class,
                    ExitCode.REFUSED,
                    "put back what was changed, or the whole disk from a backup; nothing was guessed"),
            new Kind(DestinationIsSourceException.class, ExitCode.REFUSED, "choose another destination"),
            new Kind(
                    MixedChainException.class,
                    ExitCode.REFUSED,
                    "bring back the chain as it was, or encrypt the rest of it: sectorkeep encrypt DISK --in-place"
                            + " --force"),
            new Kind(
                    WrongPassphraseException.class,
                    ExitCode.KEY_UNAVAILABLE,
                    "try again with the passphrase of the LUKS file; a key store's is given with"
                            + " --store-passphrase-file"),
            new Kind(
                    NotOneFlatRunException.class,
                    ExitCode.REFUSED,
                    "make a LUKS copy of it: sectorkeep encrypt DISK -o FILE --format luks1 or luks2"),
            new Kind(
                    UnsupportedLuksException.class,
                    ExitCode.REFUSED,
                    "docs/luks.md lists what is supported; cryptsetup can convert a file"),
            new Kind(
                    LuksFormatException.class,
                    ExitCode.REFUSED,
                    "put a backup of its header back: cryptsetup luksHeaderRestore"),
            new Kind(ContentLossException.class, ExitCode.REFUSED, "accept that loss with --force"),
            new Kind(
                    DiskRefusedException.class,
                    ExitCode.REFUSED,
                    "sectorkeep info shows what the disk is; --help what can be asked"),
            new Kind(
                    EnvelopeFormatException.class,
                    ExitCode.REFUSED,
                    "put a saved envelope back: sectorkeep envelope restore"),
            new Kind(
                    StaleChildException.class,
                    ExitCode.REFUSED,
                    "bring back the parent as it was when the snapshot was made"),
            new Kind(VmdkFormatException.class, ExitCode.REFUSED, "sectorkeep check lists what is damaged"),
            new Kind(
                    ChangeTrackedDiskException.class,
                    ExitCode.REFUSED,
                    "--drop-change-tracking leaves that line out; the next backup must then be a full one"),
            new Kind(
                    UnsupportedDiskException.class,
                    ExitCode.REFUSED,
                    "convert it to a kind in the README's table first"),
            new Kind(DiskInUseException.class, ExitCode.REFUSED, "end the program that has it open, then try again"),
            new Kind(
                    FileAlreadyExistsException.class,
                    ExitCode.REFUSED,
                    "choose another name, or overwrite it with --force"),
            new Kind(NotEnoughSpaceException.class, ExitCode.FAILED, "free some space, or choose another folder"),
            new Kind(CancelledException.class, ExitCode.FAILED, "nothing was left behind; run it again at any time"),
            new Kind(NativeEngineUnavailableException.class, ExitCode.FAILED, "use --engine auto or --engine java"),
            new Kind(
                    SecretMemoryException.class,
                    ExitCode.FAILED,
                    "raise the limit (ulimit -l), or accept that keys can reach swap: --allow-unlocked-memory"),
            new Kind(NoSuchFileException.class, ExitCode.FAILED, "check the name"),
            new Kind(AccessDeniedException.class, ExitCode.FAILED, "check the permissions of the file and its folder"),
            new Kind(
                    AgentConfigException.class,
                    ExitCode.REFUSED,
                    "docs/agent.md says what stands in the configuration of an agent"),
            new Kind(LockedException.class, ExitCode.KEY_UNAVAILABLE, "unlock it: sectorkeep agent unlock"),
            new Kind(
                    VmInUseException.class,
                    ExitCode.REFUSED,
                    "power the machine off; a lock that a crash left is removed by hand"),
            new Kind(
                    VmUnfinishedException.class,
                    ExitCode.REFUSED,
                    "finish it with the same command as before; sectorkeep vm info says what it is"),
            new Kind(
                    VmStoppedException.class, ExitCode.UNFINISHED, "nothing is lost: the same command goes on with it"),
            new Kind(
                    VmFileAuthenticationException.class,
                    ExitCode.KEY_UNAVAILABLE,
                    "use the provider that made it, or put the file back as it was"),
            new Kind(
                    VmxFormatException.class,
                    ExitCode.REFUSED,
                    "correct that line; docs/vm-encryption.md says what is read"),
            new Kind(
                    InUseException.class,
                    ExitCode.REFUSED,
                    "rekey what needs it (sectorkeep rekey), or let it go: sectorkeep key audit DIR --forget-missing;"
                            + " --force removes it all the same"),
            new Kind(
                    NotPermittedException.class,
                    ExitCode.REFUSED,
                    "ask an administrator; the file roles in $SECTORKEEP_HOME says who may do what"),
            new Kind(
                    DatastoreInUseException.class,
                    ExitCode.REFUSED,
                    "wait for it; sectorkeep datastore status says what it does"),
            new Kind(
                    DatastoreUnfinishedException.class,
                    ExitCode.REFUSED,
                    "finish it with the same command as before; sectorkeep datastore status says what it is"),
            new Kind(
                    DatastoreStoppedException.class,
                    ExitCode.UNFINISHED,
                    "nothing is lost: the same command goes on with it"),
            new Kind(
                    DatastoreRefusedException.class,
                    ExitCode.REFUSED,
                    "sectorkeep datastore status shows what there is; docs/datastores.md what a device must be"),
            new Kind(VmRefusedException.class, ExitCode.REFUSED, "sectorkeep vm info shows what the machine is"),
            new Kind(IOException.class, ExitCode.FAILED, null));

    static Failure of(Throwable failure) {
        if (usage(failure) instanceof UsageException usage) {
            return new Failure(ExitCode.USAGE, message(usage), usage.hint());
        }
        if (failure instanceof FaultException told) {
            return new Failure(
                    told.fault().exitCode(), message(told), told.fault().hintOrNull());
        }
        if (failure instanceof NothingStoredException untried) {
            return new Failure(ExitCode.KEY_UNAVAILABLE, message(untried), untried.hint());
        }
        if (failure instanceof KeyUnavailableException key) {
            return new Failure(ExitCode.KEY_UNAVAILABLE, message(key), hint(key.reason()));
        }
        if (failure instanceof ProviderException provider) {
            return new Failure(exitCode(provider.reason()), message(provider), hint(provider.reason()));
        }
        if (failure instanceof DirectoryException directory) {
            return new Failure(exitCode(directory.reason()), message(directory), hint(directory.reason()));
        }
        if (failure instanceof NoSuchFileException missing && missing.getReason() != null) {
            return new Failure(ExitCode.REFUSED, message(missing), "put the missing file beside the disk's descriptor");
        }
        for (Kind kind : KINDS) {
            if (kind.type().isInstance(failure)) {
                return new Failure(kind.exitCode(), message(failure), kind.hint());
            }
        }
        return new Failure(
                ExitCode.FAILED,
                "this is a fault of sectorkeep: " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                "please report it with what --verbose prints");
    }

    /** A mistake in usage is one also where it was met on the way to a key. */
    private static @Nullable Throwable usage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UsageException) {
                return cause;
            }
        }
        return null;
    }

    /** One line; the JDK's file exceptions often carry nothing but the file's name. */
    static String message(Throwable failure) {
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            String other = file.getOtherFile() == null ? "" : " ('" + file.getOtherFile() + "')";
            return "'" + file.getFile() + "'" + other + " " + problem(file);
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String problem(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return failure.getReason() == null ? "does not exist" : "is " + failure.getReason();
        } else if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (failure instanceof AccessDeniedException) {
            return "may not be read or written";
        } else if (failure instanceof NotDirectoryException) {
            return "is not a folder";
        } else if (failure instanceof DirectoryNotEmptyException) {
            return "is a folder that is not empty";
        }
        return "failed: " + failure.getReason();
    }

    private static String hint(KeyUnavailableException.Reason reason) {
        return switch (reason) {
            case PROVIDER_INVALID -> "sectorkeep provider list shows what is set up; provider import brings one back";
            case MISSING_IN_PROVIDER ->
                "bring the key back where it was: a local key store with sectorkeep provider import, a key in a key"
                        + " server from that server's backup";
            case PROVIDER_UNREACHABLE, NO_PERMISSION -> "sectorkeep provider probe tells what is wrong";
            case NOT_ACTIVE, WRAPPING_KEY_MISSING, WRAPPING_KEY_NOT_ACTIVE ->
                "ask who runs the key server; sectorkeep key state tells the state";
            case WRONG_PASSPHRASE -> "try again with the right passphrase";
            case PASSPHRASE_NEEDED -> "give it with --passphrase-file F or --passphrase-fd N";
            case MISSING_IN_CACHE ->
                "hand the key over: sectorkeep agent deliver; whether the host takes keys: sectorkeep agent host";
            case LOCKED -> "unlock the keys of this host first";
            case NOT_RECORDED -> "free some space or correct the permissions there; docs/audit.md says what is refused";
        };
    }

    private static int exitCode(DirectoryException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, BUSY, NO_PERMISSION -> ExitCode.FAILED;
            case UNKNOWN_NAME -> ExitCode.USAGE;
            case NEWER_SCHEMA, DAMAGED, NAME_TAKEN, BUILT_IN, IN_USE -> ExitCode.REFUSED;
        };
    }

    private static String hint(DirectoryException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, BUSY -> "try again when it answers; --directory says where it is";
            case NO_PERMISSION -> "give the password with --directory-password-file F or in ~/.pgpass";
            case NEWER_SCHEMA -> "use the later version of sectorkeep that made it";
            case DAMAGED -> "move it away: sectorkeep key audit DIR fills a new one";
            case UNKNOWN_NAME -> "sectorkeep policy list shows what there is";
            case NAME_TAKEN -> "choose another name";
            case BUILT_IN -> "make one of your own: sectorkeep policy create";
            case IN_USE -> "delete what uses it first";
        };
    }

    private static int exitCode(ProviderException.Reason reason) {
        return switch (reason) {
            case BAD_NAME, UNKNOWN_PROVIDER, NO_DEFAULT, BAD_PASSPHRASE -> ExitCode.USAGE;
            case NAME_TAKEN, IN_USE, STORE_HERE_ALREADY, FILE_EXISTS, DAMAGED, UNSAFE_MODE, BAD_CERTIFICATE ->
                ExitCode.REFUSED;
        };
    }

    private static String hint(ProviderException.Reason reason) {
        return switch (reason) {
            case BAD_NAME -> "choose a name like 'local' or 'site-2'";
            case NAME_TAKEN -> "choose another name";
            case UNKNOWN_PROVIDER -> "sectorkeep provider list shows what is set up";
            case NO_DEFAULT -> "name one: sectorkeep provider default NAME, or --provider NAME";
            case IN_USE -> "export it first (sectorkeep provider export), then use --force";
            case STORE_HERE_ALREADY -> "use the provider that has it";
            case FILE_EXISTS -> "choose another name, or overwrite it with --force";
            case UNSAFE_MODE -> "let only its owner enter it: chmod -R go= on that path";
            case DAMAGED -> "bring it back from an export: sectorkeep provider import";
            case BAD_PASSPHRASE -> "choose a passphrase";
            case BAD_CERTIFICATE -> "openssl x509 -in FILE -noout -text shows what a certificate file holds";
        };
    }
}

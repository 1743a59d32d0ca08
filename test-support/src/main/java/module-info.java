// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** What the tests of several modules share: finding test data and the programs that results are compared with. */
@NullMarked
module org.sectorkeep.testing {
    requires static org.jspecify;
    requires java.management;
    requires org.junit.jupiter.api;

    exports org.sectorkeep.testing;
}

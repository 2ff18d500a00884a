package dev.echobus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The arrows between the rooms: {@code cli -> runtime -> {server, client, gateway, admin, cluster} -> {responder, fault} ->
 * {bus, wire} -> config -> common}, {@code cli -> {rollout, selftest}}. A room uses rooms further right, never back.
 */
class ArchitectureTest {

    private static final String BASE = "dev.echobus";
    private static final String MAIN = BASE + ".Main";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    /** A package below the base, in the order of the arrows, with the rooms it may use. */
    private enum Room {
        COMMON,
        CONFIG(COMMON),
        /** Set up by the running node; every other room logs through SLF4J alone. */
        LOG(CONFIG, COMMON),
        /** Names and values alone: those who count and those who show meet here. */
        METRIC(COMMON),
        BUS(CONFIG, COMMON),
        WIRE(CONFIG, COMMON),
        FAULT(BUS, WIRE, CONFIG, COMMON),
        RESPONDER(BUS, WIRE, METRIC, CONFIG, COMMON),
        /** Opens one connection to a server and says what came of it; knows nothing of the node. */
        DIALOGUE(WIRE, CONFIG, COMMON),
        SERVER(RESPONDER, FAULT, BUS, WIRE, METRIC, CONFIG, COMMON),
        CLIENT(BUS, WIRE, FAULT, METRIC, CONFIG, COMMON),
        /** The bus is the gateway's whole view of the service, as it is that of its users; sockets are the wire's. */
        GATEWAY(BUS, WIRE, METRIC, CONFIG, COMMON),
        ADMIN(BUS, WIRE, FAULT, METRIC, CONFIG, COMMON),
        /** Talks to other nodes' listeners as the command line does. */
        CLUSTER(DIALOGUE, BUS, WIRE, FAULT, METRIC, CONFIG, COMMON),
        /** What is traced tells it through the bus' room; the node alone knows that somebody makes traces of it. */
        TRACE(BUS, WIRE, METRIC, CONFIG, COMMON),
        RUNTIME(
                TRACE, SERVER, RESPONDER, CLIENT, GATEWAY, ADMIN, CLUSTER, BUS, WIRE, FAULT, LOG, METRIC, CONFIG,
                COMMON),
        /** Opens its own sockets, so that it never measures our client. */
        LOAD(COMMON),
        /** Sends as clients do, over sockets and the bus, while others replace nodes; judges as a load's result is judged. */
        ROLLOUT(LOAD, DIALOGUE, BUS, WIRE, CONFIG, COMMON),
        SELFTEST(DIALOGUE, GATEWAY, BUS, WIRE, CONFIG, COMMON),
        CLI(
                RUNTIME, SERVER, RESPONDER, CLIENT, GATEWAY, ADMIN, CLUSTER, BUS, WIRE, FAULT, METRIC, CONFIG, COMMON,
                LOAD, DIALOGUE, ROLLOUT, SELFTEST);

        @SuppressWarnings("ImmutableEnumChecker") // Set.of makes it so.
        private final Set<Room> uses;

        Room(Room... uses) {
            this.uses = Set.of(uses);
        }

        String packages() {
            return BASE + "." + name().toLowerCase(Locale.ROOT) + "..";
        }

        String[] forbiddenPackages() {
            var forbidden = EnumSet.allOf(Room.class);
            forbidden.remove(this);
            forbidden.removeAll(uses);
            return packagesOf(forbidden);
        }

        static String[] packagesOf(Set<Room> rooms) {
            return rooms.stream().map(Room::packages).toArray(String[]::new);
        }
    }

    /** Every rule below passes on nothing; this one does not. */
    @Test
    void theRulesSeeTheProgram() {
        assertThat(CLASSES.contain(MAIN)).as(MAIN + " was imported").isTrue();
        assertThat(CLASSES).hasSizeGreaterThan(10);
    }

    @Test
    void everyClassLivesInARoom() {
        var rooms = Room.packagesOf(EnumSet.allOf(Room.class));
        assertThat(CLASSES)
                .filteredOn(type -> !type.getName().equals(MAIN) && !isPackageInfo(type))
                .allMatch(type -> Arrays.stream(rooms).anyMatch(room -> residesIn(type, room)), "lives in a room");
    }

    /** What everybody may use, everybody has to know. */
    @Test
    void theCommonRoomStaysUnderTenFiles() {
        assertThat(CLASSES)
                .filteredOn(type -> residesIn(type, Room.COMMON.packages()) && type.isTopLevelClass())
                .hasSizeLessThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void roomUsesOnlyRoomsFurtherRight(Room room) {
        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room.forbiddenPackages())
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(MAIN)
                .because(room + " may use " + room.uses)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void settingsKnowNothingOfTheirLoading() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".config")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".config.loading")
                .because("a record of settings does not tell where its values come from")
                .check(CLASSES);
    }

    @Test
    void mainUsesTheCommandLineAlone() {
        noClasses()
                .that()
                .haveFullyQualifiedName(MAIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.packagesOf(EnumSet.complementOf(EnumSet.of(Room.CLI))))
                .check(CLASSES);
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** The walls within the load generator: {@code report -> search -> result -> check -> plan}, {@code drive -> result}. */
    private enum LoadRoom {
        PLAN,
        CHECK(PLAN),
        RESULT(CHECK, PLAN),
        DRIVE(RESULT, CHECK, PLAN),
        /** Is given a way to run a step, so that it can be held against a model. */
        SEARCH(RESULT, CHECK, PLAN),
        /** Reports are made of values: none can be changed by how they are shown, and none needs a run. */
        REPORT(SEARCH, RESULT, CHECK, PLAN);

        @SuppressWarnings("ImmutableEnumChecker") // Set.of makes it so.
        private final Set<LoadRoom> uses;

        LoadRoom(LoadRoom... uses) {
            this.uses = Set.of(uses);
        }

        String packages() {
            return BASE + ".load." + name().toLowerCase(Locale.ROOT) + "..";
        }

        String[] forbiddenPackages() {
            return Arrays.stream(values())
                    .filter(room -> room != this && !uses.contains(room))
                    .map(LoadRoom::packages)
                    .toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @EnumSource
    void loadRoomUsesOnlyThoseBelowIt(LoadRoom room) {
        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room.forbiddenPackages())
                .because("load." + room + " may use " + room.uses)
                .check(CLASSES);
    }

    @Test
    void theLoadGeneratorHasNoClassOutsideItsRooms() {
        assertThat(CLASSES)
                .filteredOn(type -> residesIn(type, BASE + ".load") && !isPackageInfo(type))
                .isEmpty();
    }

    @Test
    void loadRoomsFormNoCycle() {
        slices().matching(BASE + ".load.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Connections, loops and counts are the drive's own; others start a run and stop it. */
    @Test
    void onlyARunLeavesTheDrive() {
        assertThat(CLASSES)
                .filteredOn(type -> residesIn(type, LoadRoom.DRIVE.packages())
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .extracting(JavaClass::getSimpleName)
                .containsExactly("LoadRun");
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.packages())
                .and()
                .doNotHaveFullyQualifiedName(MAIN)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .because("stdout carries results only, and one place decides the exit code")
                .check(CLASSES);
    }

    @Test
    void nettyStaysBelowTheServerAndTheClient() {
        noClasses()
                .that()
                .resideOutsideOfPackages(Room.packagesOf(EnumSet.of(
                        Room.WIRE, Room.LOAD, Room.RESPONDER, Room.SERVER, Room.CLIENT, Room.GATEWAY, Room.DIALOGUE)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("pipelines are the wire's work")
                .check(CLASSES);
    }

    @Test
    void roomsAboveTheWireKnowNettysBuffersAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(Room.packagesOf(
                        EnumSet.of(Room.RESPONDER, Room.SERVER, Room.CLIENT, Room.GATEWAY, Room.DIALOGUE)))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.netty..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("io.netty.buffer..")))
                .because("they hand messages on; handlers and channels are the wire's work")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static boolean isPackageInfo(JavaClass type) {
        return type.getSimpleName().equals("package-info");
    }

    private static boolean residesIn(JavaClass type, String packages) {
        return JavaClass.Predicates.resideInAPackage(packages).test(type);
    }
}

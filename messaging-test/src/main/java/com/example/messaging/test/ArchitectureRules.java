package com.example.messaging.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Rules that hold in every module, whatever it is for. A module's own test adds the arrows that it must keep. */
public final class ArchitectureRules {

    /** No package reaches itself through others. */
    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("com.example.(**)").should().beFreeOfCycles();

    /** Nullness is said everywhere. */
    @ArchTest
    static final ArchRule packagesAreNullMarked = classes().should(new ArchCondition<>("be in a @NullMarked package") {

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            events.add(new SimpleConditionEvent(
                    type, marked, "%s has no package-info with @NullMarked".formatted(type.getPackageName())));
        }
    });

    /** What a class needs is in its constructor. */
    @ArchTest
    static final ArchRule fieldsAreNotInjected = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value");

    /** Logs go through the logging system. */
    @ArchTest
    static final ArchRule nobodyPrints =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    private ArchitectureRules() {}

    /** Leaves out other modules and the module's own tests, so that each module is checked once, in its own build. */
    public static final class OwnMainClasses implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return location.contains("/target/classes/")
                    && location.contains("/" + System.getProperty("user.dir").replaceAll(".*[/\\\\]", "") + "/");
        }
    }
}

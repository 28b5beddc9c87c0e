package com.example.messaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.example.messaging.test.ArchitectureRules;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.boot.autoconfigure.AutoConfiguration;

@AnalyzeClasses(packages = "com.example", importOptions = ArchitectureRules.OwnMainClasses.class)
class ArchitectureTests {

    @ArchTest
    static final ArchTests rules = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule ofTheModelTheStarterKnowsTheAnnotationsOnly =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.example.model.(*)..");

    @ArchTest
    static final ArchRule theStarterKnowsNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.example.producer..", "com.example.consumer..", "com.example.console..");

    @ArchTest
    static final ArchRule autoConfigurationsArePublicAndFinal = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(JavaModifier.FINAL);
}

package com.example.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.example.messaging.test.ArchitectureRules;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.example", importOptions = ArchitectureRules.OwnMainClasses.class)
class ArchitectureTests {

    @ArchTest
    static final ArchTests rules = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule itKnowsWhatApplicationsKnowOfMessaging = noClasses()
            .that()
            .resideOutsideOfPackage("com.example.service.event")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.example.messaging.(*)..",
                    "com.example.model..",
                    "com.example.producer..",
                    "com.example.consumer..");

    @ArchTest
    static final ArchRule eventsAreWhatItKnowsBesides = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.example.messaging.(*)..", "com.example.model..")
                    .and(resideOutsideOfPackages(
                            "com.example.messaging.event",
                            "com.example.messaging.asyncapi",
                            "com.example.messaging.properties")));
}

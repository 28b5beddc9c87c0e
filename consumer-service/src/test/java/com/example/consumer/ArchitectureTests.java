package com.example.consumer;

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
    static final ArchRule servicesShareTheModelOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.example.producer..", "com.example.console..");

    @ArchTest
    static final ArchRule theBrokersClientIsTheStartersBusiness = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp.rabbit.core..");
}

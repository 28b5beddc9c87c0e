package com.example.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

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
    static final ArchRule theModelIsPlainJava = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("com.example.model..", "java..", "jakarta.validation.constraints..", "org.jspecify..");
}

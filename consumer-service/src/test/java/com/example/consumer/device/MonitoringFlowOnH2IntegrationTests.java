package com.example.consumer.device;

class MonitoringFlowOnH2IntegrationTests extends MonitoringFlow {}

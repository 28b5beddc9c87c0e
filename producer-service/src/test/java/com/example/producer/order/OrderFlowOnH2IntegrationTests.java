package com.example.producer.order;

class OrderFlowOnH2IntegrationTests extends OrderFlow {}

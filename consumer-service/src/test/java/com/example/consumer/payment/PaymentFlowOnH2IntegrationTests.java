package com.example.consumer.payment;

class PaymentFlowOnH2IntegrationTests extends PaymentFlow {}

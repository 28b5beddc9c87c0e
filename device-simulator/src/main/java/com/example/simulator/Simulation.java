package com.example.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

/** Lets all devices measure, each in a thread of its own. */
@Component
class Simulation implements CommandLineRunner {

    private static final Logger logger = LoggerFactory.getLogger(Simulation.class);

    /** Below and above what a device may have by default. */
    private static final double WARM = 75;

    private static final double HOT = 88;

    private final DevicesProperties settings;

    Simulation(DevicesProperties settings) {
        this.settings = settings;
    }

    @Override
    public void run(String... arguments) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(settings.count());
        List<Future<Integer>> devices = new ArrayList<>();
        for (int number = 1; number <= settings.count(); number++) {
            String id = settings.name() + "-" + number;
            double peak = number <= settings.hot() ? HOT : WARM;
            devices.add(threads.submit(() -> simulate(id, peak)));
        }
        threads.shutdown();
        int published = 0;
        for (Future<Integer> device : devices) {
            published += device.get();
        }
        logger.info("{} devices have published {} readings to {}", settings.count(), published, Device.TOPIC);
    }

    private int simulate(String id, double peak) throws MqttException, InterruptedException {
        try (Device device = new Device(id, peak, settings)) {
            int published = 0;
            while (settings.readings() == 0 || published < settings.readings()) {
                device.measure();
                published++;
                Thread.sleep(settings.interval().toMillis());
            }
            return published;
        }
    }
}

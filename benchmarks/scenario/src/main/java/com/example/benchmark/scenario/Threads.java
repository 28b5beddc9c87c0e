package com.example.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do the same. */
final class Threads {

    private Threads() {}

    /** Returns when all are through. */
    static void run(int threads, Runnable work) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(work));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException ex) {
            throw new IllegalStateException("A transaction failed", ex);
        } finally {
            executor.shutdownNow();
        }
    }
}

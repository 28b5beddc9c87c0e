/** Devices that are not there: they measure, and publish what they measure by MQTT. */
@NullMarked
package com.example.simulator;

import org.jspecify.annotations.NullMarked;

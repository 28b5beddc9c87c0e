package com.example.consumer.device;

import java.util.List;

/**
 * One page of devices, by id.
 *
 * @param devices those on this page
 * @param page which page it is, from 0
 * @param size how many a page has
 * @param total how many devices there are
 */
record DevicePage(List<Device> devices, int page, int size, long total) {}

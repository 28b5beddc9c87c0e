package com.example.producer.order;

import java.util.List;

/**
 * One page of orders, the newest first.
 *
 * @param orders those on this page
 * @param page which page it is, from 0
 * @param size how many a page has
 * @param total how many orders there are
 */
record OrderPage(List<OrderView> orders, int page, int size, long total) {}

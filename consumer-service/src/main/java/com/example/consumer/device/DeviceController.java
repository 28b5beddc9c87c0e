package com.example.consumer.device;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/devices", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Devices", description = "See what devices measured last")
class DeviceController {

    private final DeviceService devices;

    DeviceController(DeviceService devices) {
        this.devices = devices;
    }

    @Operation(operationId = "listDevices", summary = "List devices, by id")
    @ApiResponse(responseCode = "200", description = "One page of them")
    @GetMapping
    DevicePage page(
            @RequestParam(defaultValue = "0") @Min(0) @Max(1_000_000) int page,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int size) {
        return devices.page(page, size);
    }

    @Operation(operationId = "findDevice", summary = "Show a device")
    @ApiResponse(responseCode = "200", description = "As of its newest reading")
    @GetMapping("/{id}")
    Device find(@Parameter(example = "boiler-7") @PathVariable String id) {
        return devices.find(id).orElseThrow(DeviceController::notFound);
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
        notFound.setDetail("Nothing was heard of such a device.");
        return notFound;
    }
}

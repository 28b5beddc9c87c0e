package com.example.kubernetes;

import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a pod may do and take: Kubernetes' restricted profile, and limits. */
final class Hardening {

    private static final Map<String, String> POD = Map.of(
            "/automountServiceAccountToken", "false",
            "/enableServiceLinks", "false",
            "/securityContext/runAsNonRoot", "true",
            "/securityContext/seccompProfile/type", "RuntimeDefault");

    private static final Map<String, String> CONTAINER = Map.of(
            "/securityContext/allowPrivilegeEscalation", "false",
            "/securityContext/readOnlyRootFilesystem", "true",
            "/securityContext/capabilities/drop/0", "ALL");

    private static final Set<String> NAMESPACE = Set.of("enforce", "audit", "warn");

    private Hardening() {}

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        JsonNode namespace = manifests.get("Namespace/staffetta").at("/metadata/labels");
        NAMESPACE.stream()
                .filter(mode -> !namespace
                        .path("pod-security.kubernetes.io/" + mode)
                        .asString("")
                        .equals("restricted"))
                .forEach(mode -> findings.add("The namespace does not %s the restricted profile".formatted(mode)));
        manifests.objects().stream()
                .filter(object -> !text(object, "/kind").equals("Namespace")
                        && !text(object, "/metadata/namespace").equals("staffetta"))
                .forEach(object -> findings.add(Json.label(object) + " is in another namespace"));
        manifests.pods().filter(pod -> !pod.isManaged()).forEach(pod -> check(pod, findings));
        return findings;
    }

    private static void check(Pod pod, List<String> findings) {
        expect(pod, pod.spec(), POD, findings);
        if (pod.isService() && !text(pod.spec(), "/securityContext/runAsUser").equals("10001")) {
            findings.add(pod.name() + ": /securityContext/runAsUser is not that of the image");
        }
        pod.volumes()
                .filter(volume -> volume.has("hostPath")
                        || volume.has("emptyDir")
                                && text(volume, "/emptyDir/sizeLimit").isEmpty())
                .forEach(volume -> findings.add("%s: volume %s may take any space of the node, or sees it"
                        .formatted(pod.name(), text(volume, "/name"))));
        Stream.of("hostNetwork", "hostPID", "hostIPC")
                .filter(field -> pod.spec().has(field))
                .forEach(field -> findings.add(pod.name() + ": " + field));
        pod.allContainers().forEach(container -> {
            expect(pod, container, CONTAINER, findings);
            refuseMore(pod, container, findings);
            check(pod, container, findings);
        });
    }

    /** What a container may say for itself wins over what its pod says. */
    private static void refuseMore(Pod pod, JsonNode container, List<String> findings) {
        JsonNode context = container.path("securityContext");
        Map<String, Boolean> wrong = Map.of(
                "privileged",
                context.path("privileged").asBoolean(false),
                "capabilities/add",
                !context.at("/capabilities/add").isEmpty(),
                "runAsUser",
                context.path("runAsUser").asInt(1) == 0,
                "runAsNonRoot",
                !context.path("runAsNonRoot").asBoolean(true),
                "seccompProfile",
                !context.at("/seccompProfile/type").asString("RuntimeDefault").equals("RuntimeDefault"),
                "hostPort",
                list(container, "/ports").anyMatch(port -> port.has("hostPort")));
        wrong.forEach((what, is) -> {
            if (is) {
                findings.add("%s: %s of a container".formatted(pod.name(), what));
            }
        });
    }

    private static void check(Pod pod, JsonNode container, List<String> findings) {
        for (String resource :
                List.of("/resources/requests/cpu", "/resources/requests/memory", "/resources/limits/memory")) {
            if (text(container, resource).isEmpty()) {
                findings.add("%s: no %s".formatted(pod.name(), resource));
            }
        }
        if (mebibytes(container, "requests") > mebibytes(container, "limits")) {
            findings.add(pod.name() + ": it asks for more memory than it may have");
        }
        String image = text(container, "/image");
        if (!image.matches("[^:@]+(:[^:@]+|@sha256:[0-9a-f]{64})") || image.endsWith(":latest")) {
            findings.add("%s: image '%s' has no fixed version".formatted(pod.name(), image));
        }
        Set<String> writable = list(container, "/volumeMounts")
                .filter(mount -> !mount.path("readOnly").asBoolean(false))
                .map(mount -> text(mount, "/mountPath"))
                .collect(Collectors.toSet());
        if (pod.isService() && !writable.equals(Set.of("/tmp"))) {
            findings.add("%s: it may write to %s instead of /tmp".formatted(pod.name(), writable));
        }
    }

    private static int mebibytes(JsonNode container, String which) {
        String memory = text(container, "/resources/%s/memory".formatted(which));
        if (!memory.matches("\\d+[MG]i")) {
            return 0;
        }
        int number = Integer.parseInt(memory.replaceAll("\\D", ""));
        return memory.endsWith("Gi") ? number * 1024 : number;
    }

    private static void expect(Pod pod, JsonNode node, Map<String, String> expected, List<String> findings) {
        expected.forEach((pointer, value) -> {
            if (!text(node, pointer).equals(value)) {
                findings.add(
                        "%s: %s is '%s' instead of '%s'".formatted(pod.name(), pointer, text(node, pointer), value));
            }
        });
    }
}

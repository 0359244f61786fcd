package etl.helm;

import etl.cli.Main;
import etl.cli.Shell;
import etl.cli.Terminal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// A rendered pod as the program finds it, without a cluster: its volumes lie below a folder, and its variables name them
/// there.
final class PodOnDisk {
    /// Some minutes after the job's time, and after midnight.
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-11-19T00:10:00Z"), ZoneOffset.UTC);

    private final Path root;
    private final Manifests manifests;
    private final PodSpec pod;
    private final String job;
    private final String password;

    /// @param root the folder that stands for the pod's root
    /// @param cronJob whose pod
    /// @param job the name of the job that has made it
    /// @param password what the Secret holds
    PodOnDisk(Path root, Manifests manifests, String cronJob, String job, String password) {
        this(root, manifests, manifests.pod(cronJob), job, password);
    }

    private PodOnDisk(Path root, Manifests manifests, PodSpec pod, String job, String password) {
        this.root = root;
        this.manifests = manifests;
        this.pod = pod;
        this.job = job;
        this.password = password;
    }

    /// The pod of `helm test`.
    static PodOnDisk ofTest(Path root, Manifests manifests, String password) {
        return new PodOnDisk(root, manifests, manifests.only(Pod.class).getSpec(), "", password);
    }

    /// @param text what it wrote to stdout and stderr
    record Result(int exitCode, String text) {}

    Result run() {
        Container container = pod.getContainers().getFirst();
        Map<String, String> environment = new HashMap<>();
        try {
            for (VolumeMount mount : container.getVolumeMounts()) {
                mount(mount);
            }
            Files.createDirectories(root.resolve("dev"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable));
        }
        environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(stream, stream, environment, root, root, CLOCK, Terminal.NONE);
        int exitCode = new Main(shell).run(container.getArgs().toArray(String[]::new));
        return new Result(exitCode, text.toString(StandardCharsets.UTF_8));
    }

    private void mount(VolumeMount mount) throws IOException {
        Path folder = root.resolve(mount.getMountPath().substring(1));
        Files.createDirectories(folder);
        Volume volume = pod.getVolumes().stream()
                .filter(one -> one.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
        if (volume.getConfigMap() != null) {
            for (var file : manifests.only(ConfigMap.class).getData().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } else if (volume.getSecret() != null) {
            Files.writeString(
                    folder.resolve(volume.getSecret().getItems().getFirst().getPath()), password + "\n");
        }
    }

    private String value(EnvVar variable) {
        if (variable.getValueFrom() != null) {
            return job;
        }
        boolean isPath = variable.getValue().startsWith("/");
        return isPath ? root + variable.getValue() : variable.getValue();
    }
}

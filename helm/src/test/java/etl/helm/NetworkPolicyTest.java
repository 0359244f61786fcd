package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whom the pods may speak to.
class NetworkPolicyTest {
    @Test
    void it_is_off_by_default() {
        assertEquals(List.of(), Chart.render(Chart.LEAST).all(NetworkPolicy.class));
    }

    @Test
    void dns_postgres_aws_and_pod_identity_and_nobody_else() {
        assertEquals(
                List.of("53/UDP 53/TCP", "5432/TCP", "443/TCP", "80/TCP to 169.254.170.23/32 fd00:ec2::23/128"),
                egress("networkPolicy: {enabled: true}\n"));
    }

    @Test
    void ports_and_addresses_are_the_users() {
        assertEquals(
                List.of("53/UDP 53/TCP", "6432/TCP to 10.0.0.0/16 10.1.0.0/16", "443/TCP", "3128/TCP"), egress("""
                        networkPolicy:
                          enabled: true
                          postgresPort: 6432
                          postgresCidrs: [10.0.0.0/16, 10.1.0.0/16]
                          podIdentity: false
                          extraEgress: [{ports: [{port: 3128, protocol: TCP}]}]
                        """));
    }

    @Test
    void it_holds_for_the_pods_of_the_release_and_lets_nobody_in() {
        Manifests manifests = Chart.render(Chart.LEAST + "networkPolicy: {enabled: true}\n");
        NetworkPolicy policy = manifests.only(NetworkPolicy.class);
        assertEquals(List.of("Ingress", "Egress"), policy.getSpec().getPolicyTypes());
        assertEquals(List.of(), policy.getSpec().getIngress());
        var pod = manifests
                .cronJob("etl-nightly")
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getMetadata();
        policy.getSpec()
                .getPodSelector()
                .getMatchLabels()
                .forEach((label, value) -> assertEquals(value, pod.getLabels().get(label), label));
    }

    /// Each rule as `port/protocol … to address …`.
    private static List<String> egress(String values) {
        return Chart.render(Chart.LEAST + values).only(NetworkPolicy.class).getSpec().getEgress().stream()
                .map(NetworkPolicyTest::text)
                .toList();
    }

    private static String text(NetworkPolicyEgressRule rule) {
        List<String> ports = rule.getPorts().stream()
                .map(port -> port.getPort().getIntVal() + "/" + port.getProtocol())
                .toList();
        List<String> addresses =
                rule.getTo().stream().map(peer -> peer.getIpBlock().getCidr()).toList();
        return String.join(" ", ports) + (addresses.isEmpty() ? "" : " to " + String.join(" ", addresses));
    }
}

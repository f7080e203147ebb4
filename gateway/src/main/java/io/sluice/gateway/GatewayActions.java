/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.sluice.gateway.admin.AdminActions;
import io.sluice.gateway.admin.FlowQuery;
import io.sluice.gateway.admin.FlowTable;
import io.sluice.gateway.admin.Metrics;
import io.sluice.gateway.config.ConfigReader;
import io.sluice.gateway.event.EventType;
import io.sluice.gateway.flow.FlowJson;
import io.sluice.gateway.flow.FlowPrivacy;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowTotals;
import io.sluice.gateway.session.SessionGroup;
import io.sluice.policy.config.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators: asks each event loop for what its sessions know, so that nothing is read across threads. */
final class GatewayActions implements AdminActions {
    private static final Logger log = LoggerFactory.getLogger(GatewayActions.class);

    private final Gateway gateway;
    private final Metrics metrics;
    private final List<SessionGroup> groups;
    private final FlowPrivacy privacy;
    private final FlowJson json = new FlowJson();

    GatewayActions(Gateway gateway, Metrics metrics, List<SessionGroup> groups, FlowPrivacy privacy) {
        this.privacy = privacy;
        this.gateway = gateway;
        this.metrics = metrics;
        this.groups = groups;
    }

    @Override
    public Readiness readiness() {
        Certificates certificates = gateway.certificates();
        String first = !gateway.isReady()
                ? "no broker answers"
                : certificates.anyExpired() ? "a certificate has expired" : "ready";
        return new Readiness(
                first.equals("ready"),
                Stream.concat(Stream.of(first), certificates.notices().stream())
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    @Override
    public CompletionStage<String> metrics(String contentType) {
        return gather(SessionGroup::totals).thenApply(all -> {
            FlowTotals sum = new FlowTotals();
            all.forEach(sum::add);
            return metrics.scrape(sum, contentType);
        });
    }

    @Override
    public CompletionStage<String> flows(FlowQuery query) {
        return gather(SessionGroup::live).thenApply(all -> {
            // Asked of what may be known: whoever filters by a hidden name must not find it by guessing.
            List<FlowRecord> flows =
                    query.select(all.stream().flatMap(List::stream).map(privacy::applied));
            return query.asTable() ? FlowTable.of(flows) : json.write(flows);
        });
    }

    @Override
    public CompletionStage<Integer> recordFlows() {
        return gather(SessionGroup::recordInterim)
                .thenApply(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    @Override
    public String bans() {
        return BanJson.write(gateway.bans().inForce());
    }

    @Override
    public Optional<String> liftBans(Optional<InetAddress> source) {
        if (source.isEmpty()) {
            int lifted = gateway.bans().liftAll();
            log.info("event=bans-lifted count={}", lifted);
            gateway.logs().say(EventType.BAN_LIFTED, event -> event.with("count", lifted));
            return Optional.of(lifted + (lifted == 1 ? " ban" : " bans") + " lifted\n");
        }
        String text = source.get().getHostAddress();
        if (!gateway.bans().lift(source.get())) {
            return Optional.empty();
        }
        log.info("event=ban-lifted source={}", text);
        gateway.logs()
                .say(EventType.BAN_LIFTED, event -> event.with("source", text).with("count", 1));
        return Optional.of("the ban of " + text + " is lifted\n");
    }

    @Override
    public CompletionStage<Reload> reload() {
        // Reading touches files: not on the event loop that asks.
        return CompletableFuture.supplyAsync(this::reloadNow);
    }

    /** Reads the configuration again and puts its policy in force, all of it or nothing. */
    Reload reloadNow() {
        ConfigReader.Result result = ConfigReader.read(gateway.config().file());
        if (result instanceof ConfigReader.Result.Bad bad) {
            gateway.logs().say(EventType.RELOAD_REFUSED, event -> event.with(
                            "detail", bad.problems().get(0).toString())
                    .with("count", bad.problems().size()));
            for (Problem problem : bad.problems()) {
                log.error("event=reload-refused problem=\"{}\"", problem);
            }
            return new Reload(
                    false,
                    bad.problems().stream()
                            .map(problem -> problem + "\n")
                            .collect(Collectors.joining("", "", "the policy in force stays\n")));
        }
        gateway.certificates().renew();
        boolean whole = gateway.reload(((ConfigReader.Result.Good) result).config());
        return new Reload(
                true,
                whole
                        ? "reloaded\n"
                        : "policy, network and limits reloaded; other changes take effect with a restart\n");
    }

    private <T> CompletableFuture<List<T>> gather(Function<SessionGroup, T> question) {
        List<CompletableFuture<T>> answers = groups.stream()
                .map(group -> CompletableFuture.supplyAsync(() -> question.apply(group), group.loop()))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}

package org.sscard.launcher.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "issuer", description = "发卡机构服务 / the card bureau's service", mixinStandardHelpOptions = true)
final class IssuerCommand implements Callable<Integer> {

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws InterruptedException {
        IssuerConfig config = options.configuration(IssuerConfig.class, Map.of());
        return options.serve(
                IssuerService.start(config, options.dev(), Clock.system(Region.TIME_ZONE), new SecureRandom()));
    }
}

package org.sscard.launcher.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sscard.insurance.InsuranceConfig;
import org.sscard.insurance.InsuranceService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "insurance", description = "医保经办服务 / the insurer's service", mixinStandardHelpOptions = true)
final class InsuranceCommand implements Callable<Integer> {

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws InterruptedException {
        InsuranceConfig config = options.configuration(InsuranceConfig.class, Map.of());
        return options.serve(
                InsuranceService.start(config, options.dev(), Clock.system(Region.TIME_ZONE), new SecureRandom()));
    }
}

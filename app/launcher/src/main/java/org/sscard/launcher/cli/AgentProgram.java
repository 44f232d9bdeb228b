package org.sscard.launcher.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs of the agent's package. */
@Command(
        name = "sscard-agent",
        description = "社保卡终端代理 / the social-security card terminal agent",
        mixinStandardHelpOptions = true,
        version = "sscard-agent 0.1.0",
        subcommands = {
            DoctorCommand.class,
            SupportCommand.class,
            BrowserPolicyCommand.class,
            ErrorsCommand.class,
        })
public final class AgentProgram implements Runnable {

    @Spec
    private CommandSpec spec;

    private AgentProgram() {}

    public static CommandLine commands() {
        return new CommandLine(new AgentProgram()).addSubcommand("serve", new AgentCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "缺少命令 / a verb is missing: serve, doctor, support");
    }
}

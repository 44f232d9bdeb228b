package org.sscard.launcher.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** One run of the demo: house, cards and story. However the program ends, so do the services it started. */
public final class DemoRun implements AutoCloseable {
    private final DemoHouse house;
    private final CardStage stage;
    private final Demo demo;
    private final PrintWriter out;
    private final boolean json;
    private final Thread stop = new Thread(this::end, "demo-stop");
    private boolean ended;

    private DemoRun(DemoHouse house, CardStage stage, Demo demo, PrintWriter out, boolean json) {
        this.house = house;
        this.stage = stage;
        this.demo = demo;
        this.out = out;
        this.json = json;
    }

    /** @param directory of the demo alone; what an earlier demo left there goes */
    public static DemoRun begin(Path directory, boolean pcsc, boolean json, Clock clock, PrintWriter out) {
        DemoHouse house = DemoHouse.build(directory, clock);
        CardStage stage = stage(house, directory, pcsc);
        Narrator narrator = json ? new JsonNarrator(out) : new TextNarrator(out);
        Demo demo = new Demo(
                house,
                stage,
                new DemoCeremony(directory, clock, narrator),
                SampleRoster.unpackedIn(directory),
                clock,
                narrator);
        DemoRun run = new DemoRun(house, stage, demo, out, json);
        Runtime.getRuntime().addShutdownHook(run.stop);
        return run;
    }

    private static CardStage stage(DemoHouse house, Path directory, boolean pcsc) {
        try {
            return pcsc ? new PcscStage(house, directory.resolve("pcscd.log")) : new VirtualStage(house::agent);
        } catch (RuntimeException e) {
            house.close();
            throw e;
        }
    }

    public void play() {
        demo.play();
    }

    /** Until the person at the terminal stops it. */
    public void stayUp() throws InterruptedException {
        if (!json) {
            out.println(
                    "自助终端 " + house.agent().resolve("/kiosk") + "，密码 " + DemoCards.PIN + " / the kiosk, and its PIN");
            if (stage instanceof VirtualStage) {
                out.println("取卡、插卡 " + house.agent().resolve("/kiosk/hand") + " / takes the card out and puts it in");
            }
            out.println("服务继续运行，按 Ctrl-C 结束 / the services stay up, Ctrl-C ends them");
            out.flush();
        }
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // The program is ending already, which is what the hook is for.
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        house.close();
        stage.close();
    }
}

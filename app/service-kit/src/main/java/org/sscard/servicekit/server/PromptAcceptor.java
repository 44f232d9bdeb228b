package org.sscard.servicekit.server;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The thread that accepts connections. Netty lets it idle two seconds before it ends; nothing comes in by then. */
final class PromptAcceptor extends MultiThreadIoEventLoopGroup {

    PromptAcceptor(String name) {
        super(1, new DefaultThreadFactory(name), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return super.shutdownGracefully(0, timeout, unit);
    }
}

package org.sscard.insurance;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.sscard.insurance.cardstatus.CardStatusReplica;
import org.sscard.servicekit.database.Database;

/** What runs here, at {@code /}, for people; no person's data. */
final class StatusPage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><title>SSCard 医保结算</title></head>
            <body>
            <h1>医保结算服务 <small>insurance-backend</small></h1>
            %s
            <dl>
            <dt>数据库 / database</dt><dd>%s</dd>
            <dt>卡状态版本 / card-status version</dt><dd>%d（%d 张卡 / cards）</dd>
            </dl>
            <p><a href="/healthz">healthz</a> · <a href="/metrics">metrics</a>%s</p>
            </body>
            </html>
            """;

    private StatusPage() {}

    static HttpResponse answer(Database database, CardStatusReplica replica, boolean dev) {
        String page = PAGE.formatted(
                dev ? "<p><strong>演示环境，数据均为虚构 / sandbox, fictional data</strong></p>" : "",
                database.healthy() ? "正常 / up" : "不可用 / down",
                replica.version(),
                replica.cards(),
                dev ? " · <a href=\"/explorer/\">API</a>" : "");
        return HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, page);
    }
}

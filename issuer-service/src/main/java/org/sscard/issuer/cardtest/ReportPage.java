package org.sscard.issuer.cardtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Objects;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.servicekit.pages.Display;
import org.sscard.spec.layout.Wording;

/** The report as one page that prints well and needs nothing from elsewhere. */
final class ReportPage {

    private final CardTestReport report;
    private final ZoneId zone;
    private final StringBuilder out = new StringBuilder();

    ReportPage(CardTestReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
    }

    String html() {
        out.append("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<title>社会保障卡通用测试报告</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n");
        head();
        table();
        report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .forEach(this::failure);
        out.append("<p class=\"signatures\">测试人：__________　　审核人：__________　　日期：__________</p>\n")
                .append("</body>\n</html>\n");
        return out.toString();
    }

    private static String style() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void head() {
        out.append("<h1>社会保障卡通用测试报告 <small lang=\"en\">General test of a social-security card</small></h1>\n")
                .append("<p class=\"verdict ")
                .append(
                        report.passed()
                                ? "passed\">通过 <small lang=\"en\">passed</small>"
                                : "failed\">不通过 <small lang=\"en\">not passed</small>")
                .append(report.complete() ? "" : "（测试中断，不完整） <small lang=\"en\">interrupted, incomplete</small>")
                .append("</p>\n<dl>\n");
        fact("ATR", report.atr());
        fact("卡序列号 <small>serial</small>", report.identification().serial());
        fact("地区 <small>region</small>", report.identification().region());
        fact("规范版本 <small>version</small>", report.identification().version());
        fact("算法 <small>algorithm</small>", report.identification().algorithm());
        fact("密文来源 <small>cryptograms from</small>", report.authority());
        fact("破坏性测试 <small>destructive</small>", report.destructive() ? "是 / yes" : "否 / no");
        fact("开始 <small>started</small>", Display.time(report.startedAt(), zone));
        fact("结束 <small>finished</small>", Display.time(report.finishedAt(), zone));
        fact(
                "结果 <small>result</small>",
                report.count(Outcome.PASSED) + " 通过，" + report.count(Outcome.FAILED) + " 不通过，"
                        + report.count(Outcome.SKIPPED) + " 未测");
        out.append("</dl>\n");
    }

    /** @param name HTML */
    private void fact(String name, String value) {
        out.append("<dt>").append(name).append("</dt><dd>").append(text(value)).append("</dd>\n");
    }

    private void table() {
        out.append("<table>\n<thead><tr><th>序号</th><th>测试项 <small>point</small></th>")
                .append("<th>依据</th><th>结果</th><th>说明 <small>remarks</small></th></tr></thead>\n<tbody>\n");
        report.results().forEach(this::row);
        out.append("</tbody>\n</table>\n");
    }

    private void row(PointResult result) {
        TestPoint point = result.point();
        out.append("<tr><td>")
                .append(point.number())
                .append("</td><td>")
                .append(words(new Wording(point.zh(), point.en())))
                .append("</td><td>")
                .append(text(point.paragraph()))
                .append("</td><td class=\"")
                .append(result.outcome() == Outcome.PASSED ? "passed" : mark(result))
                .append("\">")
                .append(result.outcome().zh())
                .append("</td><td>");
        result.reason()
                .ifPresent(reason -> out.append("<div>").append(words(reason)).append("</div>"));
        result.remarks()
                .forEach(remark -> out.append("<div>").append(words(remark)).append("</div>"));
        out.append("</td></tr>\n");
    }

    private static String mark(PointResult result) {
        return result.outcome() == Outcome.FAILED ? "failed" : "skipped";
    }

    private void failure(PointResult result) {
        out.append("<section>\n<h2>")
                .append(result.point().number())
                .append(" ")
                .append(text(result.point().zh()))
                .append("</h2>\n<dl>\n");
        result.reason().ifPresent(reason -> {
            out.append("<dt>问题 <small>fault</small></dt><dd>")
                    .append(words(reason))
                    .append("</dd>\n");
        });
        fact("应为 <small>expected</small>", result.expected());
        fact("实为 <small>got</small>", result.got());
        out.append("</dl>\n<h3>APDU <small>（个人信息和密钥已隐去）</small></h3>\n<ol>\n");
        result.explanation()
                .forEach(line -> out.append("<li>").append(text(line.zh())).append("</li>\n"));
        out.append("</ol>\n<pre>");
        result.trace().forEach(line -> out.append(text(line)).append('\n'));
        out.append("</pre>\n</section>\n");
    }

    private static String words(Wording wording) {
        return text(wording.zh()) + " <small lang=\"en\">" + text(wording.en()) + "</small>";
    }

    /** What a card says comes into the page as text, never as markup. */
    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

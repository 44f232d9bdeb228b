package org.sscard.issuer.console;

import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.batch.BatchProgress;

/** A batch at work, as one line with its bar. */
public record BatchLine(String href, String name, String says, long done, long total) {

    static List<BatchLine> of(BureauWork work, BureauDesk desk) {
        List<BatchLine> lines = new ArrayList<>();
        work.batches()
                .unfinished()
                .forEach(batch ->
                        work.progress().find(batch.batchId()).ifPresent(progress -> lines.add(line(progress, desk))));
        return lines;
    }

    private static BatchLine line(BatchProgress progress, BureauDesk desk) {
        return new BatchLine(
                BatchPages.at(progress.batch().batchId()),
                BatchPages.name(progress.batch()),
                BatchPages.rate(progress) + "，" + BatchPages.forecast(progress, desk.zone()),
                progress.made(),
                progress.total());
    }
}

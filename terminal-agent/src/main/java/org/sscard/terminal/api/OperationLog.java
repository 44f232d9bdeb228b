package org.sscard.terminal.api;

import org.sscard.wire.error.ErrorCode;

/** Which operations ran and how they ended: never whose card it was. */
public interface OperationLog {

    /**
     * Before money moves.
     *
     * @throws org.sscard.wire.error.CodedException when it cannot be written down; the operation does not begin then
     */
    void begun(String operation, String reader);

    void done(String operation, String reader);

    void refused(String operation, String reader, ErrorCode code);
}

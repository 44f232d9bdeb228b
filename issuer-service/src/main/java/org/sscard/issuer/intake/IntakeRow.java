package org.sscard.issuer.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sscard.wire.error.ErrorCode;

/**
 * A row of a roster that waits in the intake.
 *
 * @param cells without cells once the row is in the registry
 * @param faults what is wrong with it; of a GOOD row, why it will go into the conflict queue
 * @param idNumber valid, or empty
 */
public record IntakeRow(State state, RosterRow cells, List<RosterFault> faults, String idNumber) {

    /** Where a row stands. */
    public enum State {
        /** May be taken over. */
        GOOD,
        /** Has to be mended. */
        WRONG,
        /** Became a person and a card number. */
        TAKEN,
        /** The application stood already. */
        REPEATED,
        /** Waits in the conflict queue. */
        CONFLICT
    }

    public IntakeRow {
        faults = List.copyOf(faults);
    }

    public int number() {
        return cells.number();
    }

    /** What is encrypted: cells and faults. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(cells.surplus());
            out.writeByte(cells.cells().size());
            for (Map.Entry<RosterColumn, RosterCell> cell : cells.cells().entrySet()) {
                out.writeUTF(cell.getKey().name());
                out.writeUTF(cell.getValue().kind().name());
                out.writeUTF(shortened(cell.getValue().text()));
            }
            out.writeByte(faults.size());
            for (RosterFault fault : faults) {
                out.writeUTF(fault.column());
                out.writeUTF(fault.code().name());
                out.writeUTF(fault.proposal());
                out.writeByte(fault.arguments().size());
                for (String argument : fault.arguments()) {
                    out.writeUTF(shortened(argument));
                }
            }
            out.writeUTF(idNumber);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param bytes as {@link #bytes} made them */
    public static IntakeRow of(State state, int number, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int surplus = in.readInt();
            Map<RosterColumn, RosterCell> cells = new EnumMap<>(RosterColumn.class);
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                RosterColumn column = RosterColumn.valueOf(in.readUTF());
                cells.put(column, new RosterCell(RosterCell.Kind.valueOf(in.readUTF()), in.readUTF()));
            }
            List<RosterFault> faults = new ArrayList<>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                String column = in.readUTF();
                ErrorCode code = ErrorCode.valueOf(in.readUTF());
                String proposal = in.readUTF();
                List<String> arguments = new ArrayList<>();
                for (int more = in.readUnsignedByte(); more > 0; more--) {
                    arguments.add(in.readUTF());
                }
                faults.add(new RosterFault(number, column, code, arguments, proposal));
            }
            return new IntakeRow(state, new RosterRow(number, cells, surplus, 0), faults, in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row whose data the intake does not hold any more. */
    public static IntakeRow emptied(State state, int number) {
        return new IntakeRow(state, new RosterRow(number, Map.of(), 0, 0), List.of(), "");
    }

    /** A cell that is longer is wrong anyway, and told as such before. */
    private static String shortened(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) : text;
    }

    @Override
    public String toString() {
        return "IntakeRow[" + number() + " " + state + "]";
    }
}

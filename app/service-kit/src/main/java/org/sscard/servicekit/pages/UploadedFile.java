package org.sscard.servicekit.pages;

/** A file that was chosen in a form. Name and content may be a person's: neither is shown by {@code toString}. */
public final class UploadedFile {

    private final String name;
    private final byte[] content;

    public UploadedFile(String name, byte[] content) {
        this.name = name;
        this.content = content.clone();
    }

    public String name() {
        return name;
    }

    public byte[] content() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    @Override
    public String toString() {
        return "UploadedFile[" + content.length + " bytes]";
    }
}

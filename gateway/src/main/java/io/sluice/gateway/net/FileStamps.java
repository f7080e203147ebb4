/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** What files look like from outside, for noticing that they have changed. */
record FileStamps(List<Stamp> stamps) {

    record Stamp(FileTime changed, long size) {}

    /** @throws IOException when one of the files is not there or cannot be looked at */
    static FileStamps of(List<Path> files) throws IOException {
        List<Stamp> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(new Stamp(attributes.lastModifiedTime(), attributes.size()));
            } catch (NoSuchFileException missing) {
                throw new IOException(file + " is not there", missing);
            }
        }
        return new FileStamps(List.copyOf(stamps));
    }
}

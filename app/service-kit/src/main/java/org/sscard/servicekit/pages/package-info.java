/**
 * The pages' design system: one layout, one {@code tokens.css}, components used everywhere, money and dates as people read
 * them, persons masked.
 *
 * <p>A service adds its pages with {@code ServiceServer.Builder.page} and {@code action}, which let in only the roles named;
 * a {@link PageHandler} gets a {@link PageRequest} and renders a template around {@code layout.jte}. Lists are {@link
 * DataTable} over a {@link ListQuery} (order, filters and page stand in the address), forms are {@link Form}, panels are
 * lists of {@link Fact}, pictures are {@code chart.Drawing}. {@code /dev/gallery} of a first run shows each in each state.
 *
 * <p>Templates are jte, compiled at build time. service-kit's stand in {@code src/main/jte}: {@code layout.jte},
 * {@code component/*.jte}, {@code status.jte}, {@code error.jte}, in the package {@code org.sscard.servicekit.pages.jte}. A
 * module with pages of its own puts templates into its {@code src/main/jte}, lets {@code maven-resources-plugin}
 * ({@code copy-resources}, phase generate-resources) copy service-kit's and its own to {@code target/jte}, and runs
 * {@code jte-maven-plugin:precompile} (phase process-classes, {@code sourceDirectory} target/jte, {@code targetDirectory}
 * the class directory, a {@code packageName} of its own), which it then gives to {@link Pages}.
 */
@NullMarked
package org.sscard.servicekit.pages;

import org.jspecify.annotations.NullMarked;

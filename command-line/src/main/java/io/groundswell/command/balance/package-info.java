/// What an import came to: [SourceCount] says what the source told of how many posts and creators, [ReportImport] puts
/// the sizes of before and after beside it, and [RetireImport] sets the old tables aside when they are needed no more.
@NullMarked
package io.groundswell.command.balance;

import org.jspecify.annotations.NullMarked;

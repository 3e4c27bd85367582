/// Reading other systems' data, row after row by position, never by counting. A [Source] is a file or a database: lines
/// ([RecordFile]), tables ([TableSource]) or columns ([ParquetFile]).
@NullMarked
package io.groundswell.command.source;

import org.jspecify.annotations.NullMarked;

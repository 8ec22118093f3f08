/**
 * CSV as RFC 4180 has it, and as programs write it: fields in quotes may hold separators, line ends and doubled
 * quotes; lines end in LF or CRLF; a byte order mark is skipped, and so are empty lines. Records come as they are
 * read, so that a file may be larger than memory.
 */
export interface CsvRecord {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The file is not CSV from `line` on; no record after it can be trusted. */
export class BrokenCsv extends Error {
  override readonly name = "BrokenCsv";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** `chunks`: the text, cut anywhere. @throws BrokenCsv */
export async function* readCsv(
  chunks: AsyncIterable<string> | Iterable<string>,
  separator = ",",
): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader(separator);
  let isFirst = true;
  for await (const chunk of chunks) {
    for (const sign of chunk) {
      const isMark = isFirst && sign === "\ufeff";
      isFirst = false;
      const record = isMark ? null : reader.take(sign);
      if (record !== null) yield record;
    }
  }
  const last = reader.end();
  if (last !== null) yield last;
}

/** Takes one letter at a time, and answers with each record at its end. */
class RecordReader {
  private readonly separator: string;
  private fields: string[] = [];
  private field = "";
  /** Where we are in the field; `closed` is behind a quote that ends it, or is the first of two. */
  private place: "start" | "bare" | "quoted" | "closed" = "start";
  private line = 1;
  private firstLine = 1;
  private quoteLine = 1;

  constructor(separator: string) {
    this.separator = separator;
  }

  take(sign: string): CsvRecord | null {
    if (sign === "\n") this.line += 1;
    if (this.place === "quoted") {
      if (sign === '"') this.place = "closed";
      else this.field += sign;
      return null;
    }
    if (sign === "\n") return this.endRecord();
    if (sign === this.separator) this.endField();
    else if (sign === '"' && this.place !== "bare") this.quote();
    else this.letter(sign);
    return null;
  }

  /** What is left when the text is over. */
  end(): CsvRecord | null {
    if (this.place !== "quoted") return this.endRecord();
    throw new BrokenCsv(this.quoteLine, "The quote that opens here is never closed.");
  }

  private quote(): void {
    if (this.place === "closed") this.field += '"';
    else this.quoteLine = this.line;
    this.place = "quoted";
  }

  private letter(sign: string): void {
    if (this.place !== "closed") {
      this.field += sign;
      this.place = "bare";
    } else if (sign !== "\r") {
      throw new BrokenCsv(this.line, `Behind a closing quote stands \`${sign}\`, where a field must end.`);
    }
  }

  private endField(): void {
    this.fields.push(this.field);
    this.field = "";
    this.place = "start";
  }

  private endRecord(): CsvRecord | null {
    if (this.place === "bare" && this.field.endsWith("\r")) this.field = this.field.slice(0, -1);
    const isEmpty = this.fields.length === 0 && this.field === "" && this.place !== "closed";
    this.endField();
    const record = { line: this.firstLine, fields: this.fields };
    this.fields = [];
    this.firstLine = this.line;
    return isEmpty ? null : record;
  }
}

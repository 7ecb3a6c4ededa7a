/** A document as it is printed. `Printed` is what its schema describes: `jsonText<PrintedStatus>(…)`. */
export function jsonText<Printed>(document: NoInfer<Printed>): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

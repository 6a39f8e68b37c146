/** As in `package.json`: whom we ask is told. */
export const productVersion = "0.1.0";

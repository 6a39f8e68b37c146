/** What jszip uses of pako 1, and we replace. */
declare module "pako" {
  interface Flate {
    push(data: Uint8Array | readonly number[], last: boolean): void;
  }
  const pako: {
    Deflate: new (options: { level?: number }) => Flate;
    Inflate: new (options: { level?: number }) => Flate;
  };
  export default pako;
}

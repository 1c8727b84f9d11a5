/** What the data of a deployment are encrypted with. */
export type EncryptionConfig =
  /** Keys that AWS keeps: nothing to pay for, and nothing to look after. */
  | { readonly kind: "aws" }
  /** A KMS key that somebody else keeps. */
  | { readonly kind: "existing-key"; readonly keyArn: string }
  | {
      readonly kind: "made-key";
      /** 7 to 30: how long its deletion can be cancelled. */
      readonly deletionWindowDays: number;
    };

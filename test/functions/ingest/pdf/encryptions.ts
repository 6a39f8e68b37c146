/**
 * Encryption dictionaries of PDFs that pypdf 7.1 wrote, each with the first identifier of its file: for the empty user
 * password, and for "pw". The owner's password is "own".
 */
export const encryptions: readonly {
  readonly algorithm: string;
  readonly needsPassword: boolean;
  readonly dictionary: string;
  readonly id: string;
}[] = [
  {
    algorithm: "RC4-40",
    needsPassword: false,
    dictionary:
      "<< /V 1 /R 2 /Length 40 /P 4294967292 /Filter /Standard /O <59aebc0b228d02a1dd1afd7be52ad249afdc6fd71ef9234a49bfa56eb72c801a> /U <a37bc30034f552c87389f52ec9e42009c0057339751916e7b73ff4c7012f8fa2> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "RC4-40",
    needsPassword: true,
    dictionary:
      "<< /V 1 /R 2 /Length 40 /P 4294967292 /Filter /Standard /O <0166daea22a6c695335bd72d54862cbb80fa414fce27cda25833239c7a818d33> /U <bcbfbb8a88f52c2b50737f0e4b853c50285a4db6cd17be649f36a53ce696b90a> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "RC4-128",
    needsPassword: false,
    dictionary:
      "<< /V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard /O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda0f00920838327413a714> /U <63a20ab8fe1585efdc6e252939c4acdd28bf4e5e4e758a4164004e56fffa0108> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "RC4-128",
    needsPassword: true,
    dictionary:
      "<< /V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard /O <3d3388566e6d5583320a81b308bd3075364917481f04e1e88384bec0b9beaa3d> /U <5822c4c7a2422d2bc6f6113e68cb5b4028bf4e5e4e758a4164004e56fffa0108> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-128",
    needsPassword: false,
    dictionary:
      "<< /V 4 /R 4 /Length 128 /P 4294967292 /Filter /Standard /O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda0f00920838327413a714> /U <63a20ab8fe1585efdc6e252939c4acdd28bf4e5e4e758a4164004e56fffa0108> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-128",
    needsPassword: true,
    dictionary:
      "<< /V 4 /R 4 /Length 128 /P 4294967292 /Filter /Standard /O <3d3388566e6d5583320a81b308bd3075364917481f04e1e88384bec0b9beaa3d> /U <5822c4c7a2422d2bc6f6113e68cb5b4028bf4e5e4e758a4164004e56fffa0108> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-256-R5",
    needsPassword: false,
    dictionary:
      "<< /V 5 /R 5 /Length 256 /P 4294967292 /Filter /Standard /O <bdff34092a9bf2779e196c4511a70c0046d8439165b805ba5d44defac5bb8f20d00ae0791613bdddddf54b72de3a4bd8> /U <ab69f2512bd31508c69fa64eccfdb7c4a30dd13a8039d62596b21bfe6ef402ce8549e71ebac786ce1b7b2ae5230a7de8> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /OE <84859b65dd04020a4437e5865e9a041c563da4ac36c799ad363e534cbde60d26> /UE <a5ac966511c4325de5be04cfdaa36dc21a527bbc57f57a9b6dd0381f8049eb0d> /Perms <e42b8cfbbb2b1ae8f2d85ccaa4b3c78e> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-256-R5",
    needsPassword: true,
    dictionary:
      "<< /V 5 /R 5 /Length 256 /P 4294967292 /Filter /Standard /O <42ba49eb62fc04fc1f7888bcb05cd71080b019dd37f368aea27910cb1fcfa31ab6aae8aa589acdcb21d67b7be1238a58> /U <7b7569fc6edc020952d5d38b62ea196dd8909e96aed2f93e733ebf2196183927a2d630c85209c0b4d79070167c279f91> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /OE <7c6da51a3d51af0c1b8f498f48251e47b1633e0ff4fcd95f0c9732f257459b0f> /UE <d7decf6b5d6386eb5a180c33a4510c7c6e058b7cbe6ab3cbd069a878f2709abe> /Perms <ea3b19cb3e588e7e8679e512ab10dfb7> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-256",
    needsPassword: false,
    dictionary:
      "<< /V 5 /R 6 /Length 256 /P 4294967292 /Filter /Standard /O <4b02a25408670a2c060bc10bf3acf21025f3f9fb6afcd2b273c110b3222e778ca6d1ad28f1975497681720b87059c007> /U <88188ac22d03f73d463f10bfef3b79557adbb6891e5aa354c2010b65229e2b0f592f3b6afb5f2dc3e90545a26928d88c> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /OE <40609f6af0d34db0c0c3a7befbe32a071fd52c0e3992920fa35f69c74bdcbb04> /UE <ac49559d93abe828a10983b51ff204764c00910c2b505b1b5165fff088d8ba2a> /Perms <fa6bc7219a2b84b5e436f0164dda4bc0> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
  {
    algorithm: "AES-256",
    needsPassword: true,
    dictionary:
      "<< /V 5 /R 6 /Length 256 /P 4294967292 /Filter /Standard /O <66baf56241468464b4c03fa5bbc0bfeecf6ea1bd2f54f72bc3e33d2c3222e14f515f8e70b8ac135132394e6783ee02af> /U <6e49da07d82081747fad321a93def0561048b4ba8e4258e49337b4620f9d7b8c1a5c2e3f42ca80eee99a67bf8343d482> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /OE <84dc570ea66b722eca43bbb135289802b0ae7025ba888e3b66979d58fd79d760> /UE <64bdcf4dd1bc93b59be6105c0828d3b05dace65d3d0c4ecd34d8a7cd1d917807> /Perms <381b75913f2da4a10dbe531bad33bb91> >>",
    id: "<3564333030616465393832396562313638353462383139373733613462353034>",
  },
];

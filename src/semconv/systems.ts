/** A database or messaging system by both its names: the convention's, and the one that botanu's cost engine knows. */
export interface SystemNames {
  readonly system: string;
  readonly vendor: string;
}

/** A look-up from spelling to one of the names; what the table lacks is itself, in lower case. */
const spellings = (table: Record<string, string>): ((given: string) => string) => {
  const map = new Map(Object.entries(table));
  return (given) => {
    const key = given.trim().toLowerCase();
    return map.get(key) ?? key;
  };
};

const databaseVendor = spellings({
  postgres: 'postgresql',
  pg: 'postgresql',
  mongo: 'mongodb',
  sqlserver: 'mssql',
  'microsoft.sql_server': 'mssql',
  'aws.dynamodb': 'dynamodb',
  'aws.redshift': 'redshift',
  'azure.cosmosdb': 'cosmosdb',
  'oracle.db': 'oracle',
});
const databaseConvention = spellings({
  mssql: 'microsoft.sql_server',
  dynamodb: 'aws.dynamodb',
  redshift: 'aws.redshift',
  cosmosdb: 'azure.cosmosdb',
  oracle: 'oracle.db',
});

export function databaseNames(given: string): SystemNames {
  const vendor = databaseVendor(given);
  return { system: databaseConvention(vendor), vendor };
}

const messagingVendor = spellings({ aws_sqs: 'sqs', aws_sns: 'sns', gcp_pubsub: 'pubsub' });
const messagingConvention = spellings({ sqs: 'aws_sqs', sns: 'aws_sns', pubsub: 'gcp_pubsub' });

export function messagingNames(given: string): SystemNames {
  const vendor = messagingVendor(given);
  return { system: messagingConvention(vendor), vendor };
}

/** Object storage has no convention for the system's name: the vendor's is the only one. */
export const storageSystem = spellings({ aws_s3: 's3', google_cloud_storage: 'gcs', blob: 'azure_blob' });

const S3_METHODS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  LIST: 'ListObjectsV2',
  HEAD: 'HeadObject',
  COPY: 'CopyObject',
  MULTIPART_UPLOAD: 'CreateMultipartUpload',
};

/** `rpc.method` of an S3 request: AWS's name of the operation where it is one of ours, else as given. */
export const s3Method = (operation: string): string => S3_METHODS[operation] ?? operation;

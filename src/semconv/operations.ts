/** `gen_ai.operation.name` of model calls. Any other string is accepted where one is asked for. */
export const ModelOperation = {
  CHAT: 'chat',
  TEXT_COMPLETION: 'text_completion',
  EMBEDDINGS: 'embeddings',
  GENERATE_CONTENT: 'generate_content',
  EXECUTE_TOOL: 'execute_tool',
  CREATE_AGENT: 'create_agent',
  INVOKE_AGENT: 'invoke_agent',
  RERANK: 'rerank',
  IMAGE_GENERATION: 'image_generation',
  IMAGE_EDIT: 'image_edit',
  SPEECH_TO_TEXT: 'speech_to_text',
  TEXT_TO_SPEECH: 'text_to_speech',
  MODERATION: 'moderation',
} as const;
export type ModelOperation = (typeof ModelOperation)[keyof typeof ModelOperation];

/** `db.operation.name`: written in upper case, whatever was given. */
export const DBOperation = {
  SELECT: 'SELECT',
  INSERT: 'INSERT',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  UPSERT: 'UPSERT',
  MERGE: 'MERGE',
  CREATE: 'CREATE',
  DROP: 'DROP',
  ALTER: 'ALTER',
  INDEX: 'INDEX',
  TRANSACTION: 'TRANSACTION',
  BATCH: 'BATCH',
} as const;
export type DBOperation = (typeof DBOperation)[keyof typeof DBOperation];

/** Operations on stored objects. */
export const StorageOperation = {
  GET: 'GET',
  PUT: 'PUT',
  DELETE: 'DELETE',
  LIST: 'LIST',
  HEAD: 'HEAD',
  COPY: 'COPY',
  MULTIPART_UPLOAD: 'MULTIPART_UPLOAD',
} as const;
export type StorageOperation = (typeof StorageOperation)[keyof typeof StorageOperation];

/** `messaging.operation.name`. */
export const MessagingOperation = {
  PUBLISH: 'publish',
  CONSUME: 'consume',
  RECEIVE: 'receive',
  SEND: 'send',
  SUBSCRIBE: 'subscribe',
  PROCESS: 'process',
} as const;
export type MessagingOperation = (typeof MessagingOperation)[keyof typeof MessagingOperation];

/** OpenTelemetry resource conventions: the process that recorded a span. Services are in `CommonAttribute`. */
export const ResourceAttribute = {
  SERVICE_INSTANCE_ID: 'service.instance.id',
  HOST_NAME: 'host.name',
  HOST_ARCH: 'host.arch',
  OS_TYPE: 'os.type',
  OS_VERSION: 'os.version',
  PROCESS_PID: 'process.pid',
  PROCESS_EXECUTABLE_NAME: 'process.executable.name',
  PROCESS_RUNTIME_NAME: 'process.runtime.name',
  PROCESS_RUNTIME_VERSION: 'process.runtime.version',
  TELEMETRY_DISTRO_NAME: 'telemetry.distro.name',
  TELEMETRY_DISTRO_VERSION: 'telemetry.distro.version',
  /** The environment's name before it was stable. Read, never written. */
  OLD_DEPLOYMENT_ENVIRONMENT: 'deployment.environment',
} as const;

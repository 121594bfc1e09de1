import type { Attributes } from '@opentelemetry/api';
import { randomUUID } from 'node:crypto';
import { arch, hostname, platform, release } from 'node:os';
import { CommonAttribute } from '../semconv/attributes';
import { ResourceAttribute } from '../semconv/resource-attributes';
import { VERSION } from '../shared/version';
import type { BotanuConfig } from './botanu-config';
import { resourceAttributes } from './environment-layers';
import type { Environment } from './setting';

/**
 * What every span says of the process that recorded it. All of it is known at once, unlike what the SDK's own
 * detectors find out later, so that it is whole even when the process exits right away. The command line is
 * left out: arguments may hold secrets.
 */
export function describeResource(config: BotanuConfig, env: Environment): Attributes {
  return {
    ...(config.autoDetectResources && { ...host(), ...thisProcess() }),
    ...resourceAttributes(env),
    [CommonAttribute.SERVICE_NAME]: config.serviceName,
    ...given(CommonAttribute.SERVICE_VERSION, config.serviceVersion),
    ...given(CommonAttribute.SERVICE_NAMESPACE, config.serviceNamespace),
    [CommonAttribute.DEPLOYMENT_ENVIRONMENT_NAME]: config.environment,
    [ResourceAttribute.TELEMETRY_DISTRO_NAME]: 'botanu',
    [ResourceAttribute.TELEMETRY_DISTRO_VERSION]: VERSION,
  };
}

const given = (key: string, value: string | undefined): Attributes =>
  value === undefined ? {} : { [key]: value };

/** Node's names where the conventions have others. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm: 'arm32', ppc: 'ppc32' };
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };

const host = (): Attributes => ({
  [ResourceAttribute.HOST_NAME]: hostname(),
  [ResourceAttribute.HOST_ARCH]: ARCHITECTURES[arch()] ?? arch(),
  [ResourceAttribute.OS_TYPE]: SYSTEMS[platform()] ?? platform(),
  [ResourceAttribute.OS_VERSION]: release(),
});

const thisProcess = (): Attributes => ({
  [ResourceAttribute.SERVICE_INSTANCE_ID]: randomUUID(),
  [ResourceAttribute.PROCESS_PID]: process.pid,
  [ResourceAttribute.PROCESS_EXECUTABLE_NAME]: process.title,
  [ResourceAttribute.PROCESS_RUNTIME_NAME]: 'nodejs',
  [ResourceAttribute.PROCESS_RUNTIME_VERSION]: process.versions.node,
});

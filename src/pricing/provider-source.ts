/** Source of an amount that the provider itself reported. */
export const PROVIDER_SOURCE = 'provider';

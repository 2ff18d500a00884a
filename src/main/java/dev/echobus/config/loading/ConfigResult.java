package dev.echobus.config.loading;

/** What came of loading a configuration: {@link LoadedConfig} or {@link RejectedConfig}. */
public sealed interface ConfigResult<T extends Record> permits LoadedConfig, RejectedConfig {}

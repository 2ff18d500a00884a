// Greets whoever sends a line.
def greeting = config.getString('greeting', 'Hello, ')

vertx.eventBus().consumer('echobus.server.reply') { message ->
    message.reply(greeting + message.body())
}.completion()

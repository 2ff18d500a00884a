package dev.echobus.config;

/** One thing that sessions of the gateway may do: what no rule allows is denied. */
public record GatewayRule(
        @Setting(
                doc =
                        "Who may: the name of one of gateway.tokens or gateway.certificates, or anonymous for every session",
                byDefault = GatewayToken.ANONYMOUS,
                min = 1,
                max = 32)
        String identity,

        @Setting(
                doc = "Which address; * as a part stands for any one part, ** as the last for any that follow",
                byDefault = Setting.NO_DEFAULT,
                min = 1,
                max = 255)
        String address,

        @Setting(doc = "May send messages and requests there", byDefault = "false")
        boolean send,

        @Setting(doc = "May publish there", byDefault = "false")
        boolean publish,

        @Setting(doc = "May register there, so that messages come to the session", byDefault = "false")
        boolean register) {

    /** More than the contract has addresses, for several identities. */
    public static final int COUNT_MAX = 256;
}

#!/usr/bin/env escript
%% SPDX-License-Identifier: MIT
%% escript judge.escript server CHAIN KEY ROOTS, escript judge.escript client ROOTS PORT...:
%% as judge.py.

main([Role | Arguments]) ->
    logger:set_primary_config(level, none),
    {ok, _} = application:ensure_all_started(ssl),
    run(Role, Arguments).

run("server", [Chain, Key, Roots]) ->
    {ok, Listener} = ssl:listen(0, [{ip, {127, 0, 0, 1}}, {versions, ['tlsv1.2']},
                                    {certfile, Chain}, {keyfile, Key}, {cacertfile, Roots},
                                    {verify, verify_peer}, {fail_if_no_peer_cert, true},
                                    {reuseaddr, true}, {active, false}]),
    {ok, {_, Port}} = ssl:sockname(Listener),
    io:format("port ~b~n", [Port]),
    serve(Listener);
run("client", [Roots | Ports]) ->
    [dial(Roots, Port) || Port <- Ports].

serve(Listener) ->
    {ok, Plain} = ssl:transport_accept(Listener),
    case ssl:handshake(Plain, 20000) of
        {ok, Socket} -> ssl:send(Socket, "accepted\n"), ssl:close(Socket);
        {error, Why} -> io:format("~0p~n", [Why])
    end,
    serve(Listener).

dial(Roots, Port) ->
    Options = [{versions, ['tlsv1.2']}, {cacertfile, Roots}, {verify, verify_peer}],
    case ssl:connect({127, 0, 0, 1}, list_to_integer(Port), Options, 20000) of
        {ok, Socket} -> io:format("~s accepted~n", [Port]), ssl:close(Socket);
        {error, {tls_alert, Why}} -> io:format("~s refused ~0p~n", [Port, Why])
    end.

/* SPDX-License-Identifier: MIT */
/* The bricks of the fixtures: DER names, certificates as facts, judgements, endpoints. */
#ifndef FIXTURE_BUILD_H
#define FIXTURE_BUILD_H

#include "fixture.h"

#define NOW 1495000000 /* 2017-05-17 */
#define DAY 86400

void *build_take(size_t n);
struct base_slice build_tlv(uint8_t tag, struct base_slice a, struct base_slice b);
struct base_slice build_name(const char *cn);
struct base_slice build_dns(const char *value);
struct certcheck_usage_set build_list(const uint8_t *der, size_t len);
struct certcheck_usage_set build_server_auth(void);
struct assess_certificate *build_certificates(size_t n);
void build_fill(struct assess_certificate *c, uint8_t seed, struct base_slice subject,
                const char *issuer);
void build_fill_ca(struct assess_certificate *c);
struct certcheck_judgement *build_judge(struct assess_result *r, enum certcheck_verdict verdict,
                                        unsigned required);
struct certcheck_finding *build_find(struct assess_result *r, enum certcheck_code code,
                                     int element);
void build_platform(struct assess_result *r, const char *status); /* NULL: accepted */
struct assess_result *build_add(struct fixture *f);
struct assess_result *build_endpoint(struct fixture *f, const char *target, const char *host,
                                     uint16_t port, enum base_profile_id profile);
/* What the peer did with our certificate; alert -1: none. */
void build_answered(struct assess_result *r, enum probe_answer answer, int alert);
struct assess_certificate *build_shown(struct assess_result *r, uint8_t seed, const char *cn,
                                       bool both);
struct assess_result *build_breaks(struct fixture *f, const char *target, const char *host,
                                   uint16_t port, enum base_profile_id profile, uint8_t seed);
struct assess_result *build_failed(struct fixture *f, const char *target, const char *host,
                                   uint16_t port, enum probe_class kind, enum probe_stage stage,
                                   const char *text);
void build_finish(struct fixture *f, const char *tool);

#endif

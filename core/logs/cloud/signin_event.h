// One Entra ID sign-in as an event, whatever it was exported by: Azure Monitor's SignInLogs,
// NonInteractiveUser…, ServicePrincipal… and ManagedIdentitySignInLogs (diagnostic settings, Event Hub),
// Microsoft Graph's signIn resource (v1.0 and beta), Sentinel's and advanced hunting's tables, the portal's
// downloads. A session and nothing more: it names no mail.
//
// Fields: operation, category, error_code, failure_reason, error_meaning (what the code stands for),
// first_factor
// ("accepted" where the code shows that the password was right although the sign-in failed), result_detail,
// app_name, app_id, resource, resource_id, client_app, is_interactive, user_id, user_name, user_type,
// request_id, correlation_id, unique_token_id, incoming_token, transfer_method, conditional_access,
// ca_policies (those that applied), authentication_requirement, authentication_methods, authentication_steps,
// mfa_result, mfa_method, mfa_detail, authentication_protocol, client_credential, device_id, device_name,
// device_os, device_browser, device_compliant, device_managed, device_trust, city, state, country, location,
// latitude, longitude, asn, network, resource_ip, risk_state, risk_level, risk_level_aggregated, risk_detail,
// risk_events, token_issuer, cross_tenant, home_tenant, resource_tenant, sign_in_identifier,
// service_principal_id, damage. Session = sessionId; unique_token_id and correlation_id join it to the audit
// log's unique_token_id and session.
#pragma once

#include <string_view>

#include "logs/cloud/cloud_values.h"
#include "record/event.h"

namespace sillage {

/// Fills e but for its place; false when values are no sign-in (neither time, nor user, nor application).
/// octets: the record's own text, its identity where it has no id.
bool signinEvent(const CloudValues& values, std::string_view octets, Event& e);

/// What a sign-in's error code stands for (Microsoft Entra authentication error codes); "" = not listed here.
std::string_view signinMeaning(std::string_view code);
/// The code says that the first factor was right: a password, or a token, was accepted before the sign-in was
/// stopped.
bool firstFactorAccepted(std::string_view code);

}  // namespace sillage
